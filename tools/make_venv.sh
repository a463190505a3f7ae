#!/bin/sh
# Makes a virtual environment with the first Python on the PATH that is new enough. A whole one is kept, a broken one is made anew.
#
#     sh tools/make_venv.sh .venv
set -eu
venv=${1:-.venv}
NEEDED='import sys; sys.exit(sys.version_info < (3, 11))'

if "$venv/bin/python" -c "$NEEDED; import pip" 2>/dev/null; then exit 0; fi

case "$(uname -s) $(uname -m)" in
"Darwin x86_64")
  echo "Intel Macs are not supported: faiss and onnxruntime have no builds for them." >&2
  exit 1 ;;
esac

python=
for candidate in python3 python3.13 python3.12 python3.11 python3.14 python; do
  if "$candidate" -c "$NEEDED" 2>/dev/null; then python=$candidate; break; fi
done
if [ -z "$python" ]; then
  echo "baipishu needs Python 3.11 or newer; here is $(python3 --version 2>/dev/null || echo 'no python3')." >&2
  echo "Debian/Ubuntu: apt-get install python3 python3-venv   macOS: brew install python@3.13" >&2
  exit 1
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
  echo "$python cannot make virtual environments; run \`apt-get install python3-venv\` (or python$version-venv) first." >&2
  exit 1
fi

"$python" -m venv --clear "$venv"
echo "Installing into $venv: some 170 MB to download, a few minutes the first time." >&2
