"""Progress where nobody looks at a terminal: a line now and then, with the time that the rest will take."""

from index.progress import LINE_EVERY, ProgressLines


def test_a_line_every_so_often_tells_how_long_the_rest_takes(capsys):
    clock = [0.0]
    progress = ProgressLines("建立索引", lambda: clock[0])
    for at, done in [(0, 0), (LINE_EVERY - 1, 10), (LINE_EVERY, 20), (LINE_EVERY + 5, 25), (50, 50), (90, 100)]:
        clock[0] = at
        progress(done, 100)
    assert capsys.readouterr().err.splitlines() == [
        "建立索引 20/100，约还需 1 分 20 秒",
        "建立索引 50/100，约还需 50 秒",
    ]


def test_work_that_is_done_in_a_moment_prints_nothing(capsys):
    progress = ProgressLines("建立索引")
    progress(0, 3)
    progress(3, 3)
    assert capsys.readouterr() == ("", "")
