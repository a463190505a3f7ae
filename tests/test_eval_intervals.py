"""Intervals and p-values, against cases small enough to count every resample."""
from collections import Counter
from itertools import product

import numpy as np
import pytest
from scipy.stats import binomtest

from eval.stats.intervals import (
    RESAMPLES,
    percentile_interval,
    resampled_percentiles,
    resampled_ratios,
    resampled_sums,
    sign_flip_p,
    sign_flip_percentiles_p,
    use_wilson,
    wilson,
)


@pytest.mark.parametrize(("hits", "trials"), [(0, 7), (7, 7), (3, 20), (12, 29)])
def test_wilson_equals_scipy(hits, trials):
    theirs = binomtest(hits, trials).proportion_ci(method="wilson")
    assert wilson(hits, trials) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


def test_wilson_by_hand():
    z2 = 1.959963984540054 ** 2
    centre, half = (1 / 2 + z2 / 8) / (1 + z2 / 4), z2 ** 0.5 / (1 + z2 / 4) * (1 / 16 + z2 / 64) ** 0.5
    assert wilson(2, 4) == pytest.approx((centre - half, centre + half))
    assert wilson(2, 4) == pytest.approx((0.1500, 0.8500), abs=5e-5)


def test_wilson_is_used_for_few_observations_and_for_rates_of_exactly_zero_or_one():
    assert [use_wilson(*case) for case in ((5, 29), (5, 30), (0, 100), (100, 100))] == [True, False, True, True]


def exact(clusters, statistic):
    """The probability of each value of the statistic over all equally likely resamples of whole clusters."""
    counts = Counter(statistic([clusters[i] for i in drawn]) for drawn in product(range(len(clusters)),
                                                                                  repeat=len(clusters)))
    return {value: count / len(clusters) ** len(clusters) for value, count in counts.items()}


def shares(samples):
    return {value: count / len(samples) for value, count in Counter(samples.tolist()).items()}


def ratios(clusters):
    """Resample clusters, each a list of (numerator, denominator) of its questions."""
    rows = [(top, below, number) for number, cluster in enumerate(clusters) for top, below in cluster]
    tops, bottoms, numbers = (np.array(column) for column in zip(*rows, strict=True))
    return resampled_ratios(tops[:, None].astype(float), bottoms[:, None].astype(float), numbers)[:, 0]


CLUSTERS = [[(1, 1), (0, 1)], [(1, 1)], [(0, 1), (0, 1), (1, 1)]]


def test_the_bootstrap_draws_every_resample_of_three_clusters_as_often_as_it_should():
    expected = exact(CLUSTERS, lambda drawn: sum(top for cluster in drawn for top, _ in cluster)
                     / sum(below for cluster in drawn for _, below in cluster))
    found = shares(ratios(CLUSTERS))
    assert set(found) == set(expected)
    assert found == pytest.approx(expected, abs=4 * (0.25 / RESAMPLES) ** 0.5)
    assert percentile_interval(ratios(CLUSTERS)) == (1 / 3, 1.0)  # each extreme has 1/27 > 2.5 %


def test_the_interval_of_two_clusters_reaches_both():
    assert shares(ratios([[(1, 1)], [(0, 1)]])) == pytest.approx({1.0: 1 / 4, 0.5: 1 / 2, 0.0: 1 / 4}, abs=0.02)
    assert percentile_interval(ratios([[(1, 1)], [(0, 1)]])) == (0.0, 1.0)


def test_a_resample_with_nothing_to_judge_is_left_out_of_the_interval():
    samples = ratios([[(1, 2)], [(0, 0)]])
    assert np.isnan(samples).mean() == pytest.approx(1 / 4, abs=0.02)
    assert percentile_interval(samples) == (0.5, 0.5)
    assert percentile_interval(np.array([np.nan])) is None


def test_columns_are_resampled_by_the_same_draws():
    tops, clusters = np.random.default_rng(1).random((40, 1)), np.arange(40)
    samples = resampled_ratios(np.hstack([tops, tops + 0.25]), np.ones((40, 2)), clusters)
    assert samples[:, 1] - samples[:, 0] == pytest.approx(0.25)


def percentiles(clusters, percents):
    values, numbers = zip(*[(value, number) for number, cluster in enumerate(clusters) for value in cluster],
                          strict=True)
    return resampled_percentiles(np.array(values, dtype=float), np.ones(len(values)), np.array(numbers), percents)


@pytest.mark.parametrize("percent", [0, 50, 95, 100])
def test_resampled_percentiles_are_those_of_numpy_in_every_resample_of_three_clusters(percent):
    clusters = [[40.0, 10.0], [20.0], [30.0, 5.0, 20.0]]
    expected = exact(clusters, lambda drawn: round(float(np.percentile(np.concatenate(drawn), percent)), 9))
    found = shares(percentiles(clusters, (percent,))[:, 0].round(9))
    assert set(found) == set(expected)
    assert found == pytest.approx(expected, abs=0.02)


def test_a_cached_answer_is_in_no_percentile():
    values, counts = np.array([5.0, 900.0, 7.0]), np.array([1.0, 0.0, 1.0])
    found = resampled_percentiles(values, counts, np.array([0, 1, 2]), (100,))[:, 0]
    assert set(found[~np.isnan(found)]) == {5.0, 7.0}
    assert np.isnan(found).mean() == pytest.approx(1 / 27, abs=0.01)  # only the cached one was drawn
    assert np.isnan(resampled_percentiles(values, np.zeros(3), np.arange(3), (50, 95))).all()


def test_resampled_sums_are_those_of_every_resample_of_three_clusters():
    clusters = [[4.0, -1.0], [2.0], [0.0, 5.0, -3.0]]
    expected = exact(clusters, lambda drawn: sum(sum(cluster) for cluster in drawn))
    values, numbers = zip(*[(value, number) for number, cluster in enumerate(clusters) for value in cluster],
                          strict=True)
    assert shares(resampled_sums(np.array(values), np.array(numbers))) == pytest.approx(expected, abs=0.02)


def bootstrap(values, clusters):
    tops = np.array(values, dtype=float)[:, None]
    return percentile_interval(resampled_ratios(tops, np.ones_like(tops), np.array(clusters))[:, 0])


def test_the_bootstrap_interval_of_independent_questions_is_near_the_normal_one():
    low, high = bootstrap([1] * 100 + [0] * 100, range(200))
    half = 1.96 * (0.25 / 200) ** 0.5
    assert (low, high) == pytest.approx((0.5 - half, 0.5 + half), abs=0.01)


def test_questions_of_one_section_that_fail_together_widen_the_interval():
    values = [1, 1, 1, 1, 0, 0, 0, 0] * 10
    low, high = bootstrap(values, range(80))
    wide_low, wide_high = bootstrap(values, [n // 4 for n in range(80)])
    assert wide_high - wide_low > 1.7 * (high - low)


def test_intervals_are_the_same_in_every_run_whatever_was_resampled_between():
    first = bootstrap([1, 0] * 20, range(40))
    bootstrap([1, 0, 1], range(3))
    assert bootstrap([1, 0] * 20, range(40)) == first


def exact_p(first, second):
    """Count the labellings of clusters of single questions that are as extreme as the one seen."""
    def difference(swap):
        one, other = zip(*[(b, a) if s else (a, b) for a, b, s in zip(first, second, swap, strict=True)], strict=True)
        return abs(sum(top for top, _ in other) / sum(n for _, n in other) - sum(t for t, _ in one) / sum(
            n for _, n in one))

    observed = difference([False] * len(first))
    found = [difference(swap) >= observed - 1e-12 for swap in product((False, True), repeat=len(first))]
    return sum(found) / len(found)


@pytest.mark.parametrize(("first", "second"), [
    ([(0, 1)] * 4, [(1, 1)] * 4),  # all swapped or none: 2 of 16
    ([(0, 1), (0, 1), (1, 1), (1, 1), (0, 1)], [(1, 1), (1, 1), (0, 1), (1, 1), (1, 1)]),
    ([(1, 4), (0, 2), (3, 3), (1, 1)], [(2, 3), (2, 2), (1, 5), (1, 1)])])
def test_the_sign_flip_p_counts_labellings_as_extreme_as_the_one_seen(first, second):
    one, other = (tuple(np.array(column, dtype=float) for column in zip(*run, strict=True)) for run in (first, second))
    p = sign_flip_p(one, other, np.arange(len(first)))
    assert p == pytest.approx(exact_p(first, second), abs=0.02)
    assert p == sign_flip_p(other, one, np.arange(len(first)))


@pytest.mark.parametrize("percent", [50, 95])
def test_the_sign_flip_p_of_a_percentile_counts_labellings_as_extreme_as_the_one_seen(percent):
    one, other = [[40.0, 10.0], [20.0], [30.0, 5.0, 20.0], [11.0]], [[41.0, 12.0], [45.0], [29.0, 50.0, 20.0], [60.0]]

    def difference(swap):
        pairs = [(b, a) if s else (a, b) for a, b, s in zip(one, other, swap, strict=True)]
        was, now = (np.percentile(np.concatenate(run), percent) for run in zip(*pairs, strict=True))
        return abs(now - was)

    observed = difference([False] * 4)
    found = [difference(swap) >= observed - 1e-9 for swap in product((False, True), repeat=4)]
    numbers = np.array([number for number, cluster in enumerate(one) for _ in cluster])
    first, second = ((np.concatenate(run), np.ones(len(numbers))) for run in (one, other))
    [p] = sign_flip_percentiles_p(first, second, numbers, (percent,))
    assert p == pytest.approx(sum(found) / len(found), abs=0.02)
    assert [p] == sign_flip_percentiles_p(second, first, numbers, (percent,))


def test_a_cached_answer_is_in_neither_percentile_when_runs_are_swapped():
    times, none = np.array([5.0, 900.0, 7.0]), np.array([1.0, 0.0, 1.0])
    assert sign_flip_percentiles_p((times, none), (np.array([5.0, 1.0, 7.0]), none), np.arange(3), (50, 95)) == [1, 1]


def test_questions_of_one_section_are_swapped_together():
    ones, zeros = np.ones(4), np.zeros(4)
    assert sign_flip_p((zeros, ones), (ones, ones), np.array([0, 0, 1, 1])) == pytest.approx(2 / 2 ** 2, abs=0.02)


def test_p_is_one_without_a_difference_and_never_zero():
    ones, zeros = np.ones(40), np.zeros(40)
    assert sign_flip_p((ones, ones), (ones, ones), np.arange(40)) == 1.0
    assert sign_flip_p((zeros, ones), (ones, ones), np.arange(40)) == 1 / (RESAMPLES + 1)
