# shellcheck shell=bash
# Sourced by the other scripts, from the repository's root: where the tools are, which toolchain
# builds for the browser, and how a step is announced. Changes nothing on disk.

tools_dir="${XDG_CACHE_HOME:-$HOME/.cache}/nmp-studio/tools"

# wasm-bindgen's must be the library's.
wasm_bindgen_version=$(
  awk '$1 == "name" { name = $3 } $1 == "version" && name == "\"wasm-bindgen\"" {
    gsub(/"/, "", $3); print $3; exit }' Cargo.lock
)
wasm_split_version=0.2.4
nextest_version=0.9.143

wasm_target=wasm32-unknown-unknown

PATH="$PWD/e2e/node_modules/.bin:$PATH"
PATH="$tools_dir/cargo-nextest-$nextest_version/bin:$PATH"
PATH="$tools_dir/wasm-split-$wasm_split_version/bin:$PATH"
PATH="$tools_dir/wasm-bindgen-$wasm_bindgen_version/bin:$PATH"
export PATH

# Announces a step.
say() {
  printf '\n==> %s\n' "$*"
}

# Says what is wrong and what to do about it, and ends the script.
fail() {
  printf '\nError: %s\n' "$1" >&2
  shift
  [ $# -eq 0 ] || printf '  %s\n' "$@" >&2
  exit 1
}

# Which toolchain can build for the browser here: `rustup`, `debian`, or nothing.
# STUDIO_WASM_TOOLCHAIN chooses where both can.
wasm_toolchain() {
  if [ -n "${STUDIO_WASM_TOOLCHAIN:-}" ]; then
    echo "$STUDIO_WASM_TOOLCHAIN"
  elif has_rustup_target; then
    echo rustup
  elif has_debian_toolchain; then
    echo debian
  fi
}

has_rustup_target() {
  rustup target list --installed 2>/dev/null | grep -qx "$wasm_target" &&
    rustup component list --installed 2>/dev/null | grep -qx rust-src
}

has_debian_toolchain() {
  [ -d /usr/lib/rustlib/src/rust/library ] && [ -x /usr/bin/rust-lld ] && [ -x /usr/bin/cargo ] &&
    /usr/bin/rustc --print target-list 2>/dev/null | grep -qx "$wasm_target" &&
    { ! command -v rustup >/dev/null || rustup toolchain list 2>/dev/null | grep -q '^debian\b'; }
}

# Runs a command with the toolchain that builds for the browser. The standard library is built
# along from source, for size like the app: Debian's toolchain has no other, and it makes Studio
# the same with both. cargo calls that unstable, so it needs RUSTC_BOOTSTRAP. Builds for this
# machine keep the default toolchain.
wasm_env() {
  local -a toolchain=()
  case "$(wasm_toolchain)" in
    rustup) ;;
    debian) toolchain=(RUSTUP_TOOLCHAIN=debian) ;;
    *) fail "no Rust toolchain here builds for $wasm_target" "Run script/bootstrap." ;;
  esac
  env "${toolchain[@]}" RUSTC_BOOTSTRAP=1 CARGO_UNSTABLE_BUILD_STD=std,panic_abort \
    CARGO_UNSTABLE_BUILD_STD_FEATURES=optimize_for_size "$@"
}

# The same with what makes the compiled Studio smaller, on top of the profile `wasm` in Cargo.toml;
# docs/architecture.md has the figures. A panic ends the app without a message (boot.js tells the
# person), and Leptos' components are compiled once instead of once for each combination they are
# used in. The relocations tell wasm-split-cli what refers to what.
wasm_env_for_size() {
  CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="-Zunstable-options -Cpanic=immediate-abort -Clink-arg=--emit-relocs --cfg erase_components" \
    wasm_env "$@"
}

# The Chromium that the e2e tests use; prints nothing if there is none.
find_chromium() {
  local name
  for name in "${STUDIO_CHROMIUM:-}" chromium chromium-browser google-chrome-stable google-chrome; do
    [ -n "$name" ] && command -v "$name" && return
  done
  return 0
}
