# shellcheck shell=bash
# For scripts that unpack Debian packages into a folder and install nothing: source it after defining fail MESSAGE.

# mirror ENDING: the first address in this machine's sources that ends so.
mirror() {
    {
        awk '$1 == "deb" { for (i = 2; i <= NF; i++) if ($i ~ /^https?:/) print $i }' /etc/apt/sources.list /etc/apt/sources.list.d/*.list
        awk 'tolower($1) == "uris:" { for (i = 2; i <= NF; i++) print $i }' /etc/apt/sources.list.d/*.sources
    } 2>/dev/null | sed 's:/*$::' | grep -m 1 "/$1\$"
}

# set_up_apt FOLDER RELEASE [SUITE...]: an apt of its own in FOLDER, which knows this machine's mirror, proxies and keys, and nothing of
# what is installed. It lists RELEASE, the further SUITEs (trixie-backports), and the security updates where the machine has them.
set_up_apt() {
    local debian security suite apt=$1 release=$2
    shift
    debian=$(mirror debian) || fail 'no Debian mirror in /etc/apt/sources.list or /etc/apt/sources.list.d'
    security=$(mirror debian-security) || security=
    local keyring=/usr/share/keyrings/debian-archive-keyring.gpg
    [ -r "$keyring" ] || fail "$keyring is missing: install the package debian-archive-keyring"
    mkdir -p "$apt"/etc/apt/{preferences.d,apt.conf.d,trusted.gpg.d} "$apt"/var/lib/apt/lists/partial "$apt"/var/lib/dpkg \
        "$apt"/var/cache/apt/archives/partial
    : >"$apt/var/lib/dpkg/status"
    {
        for suite in "$@"; do
            echo "deb [signed-by=$keyring] $debian $suite main"
        done
        [ -z "$security" ] || echo "deb [signed-by=$keyring] $security $release-security main"
    } >"$apt/etc/apt/sources.list"
    {
        apt-config dump | grep -E '^Acquire::(Check-|[a-z]+::Proxy|Retries)' || true
        [ ! -d /etc/apt/auth.conf.d ] || echo 'Dir::Etc::netrcparts "/etc/apt/auth.conf.d";'
        cat <<-END
		Dir "$apt";
		Dir::State::status "$apt/var/lib/dpkg/status";
		APT::Architecture "amd64";
		APT::Architectures { "amd64"; };
		APT::Sandbox::User "$(id -un)";
		APT::Install-Recommends "false";
		Acquire::Languages "none";
		END
    } >"$apt/apt.conf"
    export APT_CONFIG=$apt/apt.conf
    apt-get -qq update || fail "the packages of $release cannot be listed: $debian"
}
