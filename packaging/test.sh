#!/usr/bin/env bash
# Builds the Debian package of the debug binary, installs it, starts what it installed as its user, and removes it again.
# Rates the systemd unit. Needs cargo; installs cargo-deb (pinned) beside the build if it is not there.
#
#   packaging/test.sh            everything that this machine allows
#
# Installing needs root on Debian or Ubuntu; elsewhere the package is built and looked into only.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

cargo_deb_version=3.8.0
target=${CARGO_TARGET_DIR:-target}
folder=$(mktemp -d "${TMPDIR:-/tmp}/ringledger-package.XXXXXX")
service=
installed=

clean_up() {
    if [[ -n $service ]]; then
        kill "$service" 2>/dev/null || true
        wait "$service" 2>/dev/null || true
    fi
    if [[ -n $installed ]]; then
        dpkg --purge ringledger >/dev/null 2>&1 || true
    fi
    rm -rf "$folder"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

fail() {
    echo "packaging/test.sh: $*" >&2
    exit 1
}

# Rates the unit; 2.5 is the worst that passes.
rate() {
    command -v systemd-analyze >/dev/null || return 0
    local unit=packaging/systemd/ringledger.service
    systemd-analyze security --offline=true --threshold=25 "$unit" >"$folder/rating" ||
        fail "the unit is rated worse than 2.5: $(tail -n 1 "$folder/rating")"
    tail -n 1 "$folder/rating"
}

find_cargo_deb() {
    local own=$target/tools/bin
    export PATH=$PATH:$own
    if [[ $(cargo deb --version 2>/dev/null) != *"$cargo_deb_version"* ]]; then
        local since=$SECONDS
        # Beside the build: cargo's own folder belongs to whoever runs this.
        cargo install --quiet --locked --version "$cargo_deb_version" --root "$target/tools" cargo-deb
        echo "== cargo-deb $cargo_deb_version installed in $((SECONDS - since)) s"
    fi
}

# What must be in the package, and what it must not know.
look_into() {
    local file=$1 names
    names=$(dpkg-deb --contents "$file" | awk '{print $6}')
    for name in ./usr/bin/ringledger ./etc/ringledger/ringledger.toml ./lib/systemd/system/ringledger.service \
        ./usr/share/doc/ringledger/config.default.toml ./usr/share/ringledger/grafana/ringledger.json \
        ./usr/share/ringledger/prometheus/ringledger.rules.yml; do
        grep -qxF "$name" <<<"$names" || grep -qxF "./usr$(cut -c2- <<<"$name")" <<<"$names" ||
            fail "$name is not in the package"
    done
    dpkg-deb --ctrl-tarfile "$file" | tar -xO ./conffiles | grep -qxF /etc/ringledger/ringledger.toml ||
        fail "ringledger.toml is not a conffile, so that an upgrade would replace it"
}

# Starts the installed program as its user, as the unit does, and asks it whether it can keep webhooks.
start_installed() {
    local port=$((20000 + RANDOM % 12000))
    # The unit's LoadCredential, by hand.
    install -o ringledger -g ringledger -m 0400 /etc/ringledger/ringledger.key "$folder/ringledger.key"
    chmod 0755 "$folder"
    (
        cd /var/lib/ringledger
        # Becomes the program, so that the signal below reaches it: runuser would stay in between.
        exec setpriv --reuid ringledger --regid ringledger --init-groups env RINGLEDGER_SECRETS__KEY_FILE="$folder/ringledger.key" \
            RINGLEDGER_SERVER__LISTEN="127.0.0.1:$port" \
            /usr/bin/ringledger serve --config /etc/ringledger/ringledger.toml
    ) >"$folder/service.log" 2>&1 &
    service=$!
    for _ in {1..100}; do
        if curl -sf "http://127.0.0.1:$port/readyz" >/dev/null; then
            [[ -s /var/lib/ringledger/ringledger.db ]] || fail "the database is not in /var/lib/ringledger"
            [[ $(stat -c %a /var/lib/ringledger/ringledger.db) == 600 ]] || fail "others can read the database"
            curl -sf "http://127.0.0.1:$port/metrics" | grep -q '^ringledger_build_info' || fail "no metrics"
            kill "$service" && wait "$service" || fail "the service did not end well"
            service=
            return
        fi
        kill -0 "$service" 2>/dev/null || break
        sleep 0.2
    done
    cat "$folder/service.log" >&2
    fail "the installed service does not answer"
}

rate
cargo build -p ringledger --locked
find_cargo_deb
# The debug binary: the same files, and no second build.
cargo deb -p ringledger --no-build --no-strip --fast --profile dev --quiet --output "$folder/ringledger.deb"
file=$folder/ringledger.deb
look_into "$file"
if [[ $(id -u) -ne 0 ]] || ! command -v apt-get >/dev/null; then
    echo "ok: the package is built; installing it needs root on Debian or Ubuntu"
    exit 0
fi
if dpkg -s ringledger >/dev/null 2>&1 || [[ -e /etc/ringledger ]]; then
    fail "ringledger is installed on this machine already; this test would remove it"
fi
installed=yes
dpkg --install "$file" >/dev/null
getent passwd ringledger >/dev/null || fail "the package made no user"
[[ $(stat -c '%U %a' /etc/ringledger/ringledger.key) == "root 600" ]] || fail "others can read the key"
start_installed
key=$(sha256sum </etc/ringledger/ringledger.key)
dpkg --install "$file" >/dev/null
[[ $(sha256sum </etc/ringledger/ringledger.key) == "$key" ]] || fail "installing again replaced the key"
dpkg --remove ringledger >/dev/null
[[ -s /var/lib/ringledger/ringledger.db ]] || fail "removing the package removed the calls"
dpkg --purge ringledger >/dev/null
installed=
[[ ! -e /var/lib/ringledger && ! -e /etc/ringledger ]] || fail "purging the package left something behind"
echo "ok: $(du -h "$file" | cut -f1) package built, installed, started, upgraded, removed and purged"
