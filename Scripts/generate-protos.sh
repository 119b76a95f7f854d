#!/bin/sh
# Regenerates the C code of COTLP from Protos/.
#
#   Scripts/generate-protos.sh [DIRECTORY]
#
# Writes the sources and headers under DIRECTORY, by default Sources/COTLP, where they replace what was generated
# before; hand-written files stay. The same protos and the same protobuf-c give the same bytes.
set -eu
export LC_ALL=C

root=$(cd "$(dirname "$0")/.." && pwd)
target=${1:-$root/Sources/COTLP}

for tool in protoc protoc-gen-c; do
  command -v "$tool" >/dev/null || {
    echo "generate-protos: $tool not found; install it with: apt-get install protobuf-compiler protobuf-c-compiler" >&2
    exit 1
  }
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/protos" "$work/generated"
cp -R "$root/Protos/." "$work/protos"

# protobuf-c keeps a string as a C string, which ends at its first NUL. `bytes` is the same on the wire and keeps the
# length, so the C code is generated as if every string were bytes.
find "$work/protos" -name '*.proto' -exec sed -E -i.bak 's/^( *(repeated )?)string /\1bytes /' {} +

(cd "$work/protos" && find . -name '*.proto' | sed 's|^\./||' | sort) >"$work/files"
# shellcheck disable=SC2046 # one word per file is wanted
protoc -I "$work/protos" --c_out="$work/generated" $(cat "$work/files")

mkdir -p "$target/include"
for directory in opentelemetry google; do
  rm -rf "${target:?}/$directory" "$target/include/$directory"
done

(cd "$work/generated" && find . -name '*.pb-c.[ch]') | while read -r file; do
  case $file in
    *.h) place=$target/include/$file ;;
    *) place=$target/$file ;;
  esac
  mkdir -p "$(dirname "$place")"
  cp "$work/generated/$file" "$place"
done
