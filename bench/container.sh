#!/usr/bin/env bash
# The section on containers of docs/operations.md, walked through on a machine with Docker: a project of its own, gone at the end.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly URL=http://localhost:8080
readonly PATIENCE=${PATIENCE:-180}

say() {
    printf '%s\n' "$*" >&2
}

fail() {
    say "the walk fails: $1"
    [[ -z ${2:-} ]] || say "HINT: $2"
    exit 1
}

command -v docker >/dev/null || fail "docker is missing" "install Docker with its compose plugin"
docker compose version >/dev/null 2>&1 || fail "docker has no compose plugin" "install docker-compose-plugin"
command -v curl >/dev/null || fail "curl is missing" "install it"
! (exec 3<>/dev/tcp/127.0.0.1/8080) 2>/dev/null || fail "something listens on port 8080" "stop it"

# A clone has neither passwords nor users; what is tracked is all that may be needed.
clone=$(mktemp -d)
# mktemp makes a folder for its owner only, and the containers' users have to read what is mounted.
chmod 755 "$clone"
export COMPOSE_PROJECT_NAME=caravanserai-walk
leave() {
    local code=$?
    trap - EXIT
    if [[ $code -ne 0 ]]; then
        docker compose logs --tail 40 >&2 || :
    fi
    docker compose down --volumes --remove-orphans >&2 || :
    cd /
    rm -rf "$clone"
    exit "$code"
}
git clone --quiet . "$clone/caravanserai"
cd "$clone/caravanserai"
trap leave EXIT

# status CODE CURL-ARGUMENT…: asks until that status is answered.
status() {
    local expected=$1 got='' until=$((SECONDS + PATIENCE))
    shift
    while :; do
        got=$(curl --silent --output "$clone/answer" --write-out '%{http_code}' --noproxy '*' "$@") || :
        [[ $got != "$expected" ]] || return 0
        ((SECONDS < until)) || fail "$* is answered with $got and not with $expected: $(head -c 500 "$clone/answer")"
        sleep 1
    done
}

query() {
    docker compose exec -T postgres psql --username=postgres --dbname=main --no-align --tuples-only --command="$1"
}

equal() {
    [[ $2 == "$3" ]] || fail "$1 is $2 and not $3"
}

say '--- a clean clone'
docker compose up --detach
status 200 "$URL/q/health/ready"
docker compose cp samples/jobs.csv caravanserai:/app/data/inbox/
until=$((SECONDS + PATIENCE))
until [[ $(query 'select count(*) from public.jobs') == 18 ]]; do
    ((SECONDS < until)) || fail "samples/jobs.csv is not loaded"
    sleep 1
done
status 200 -F file=@samples/departments.csv "$URL/api/v1/uploads"
query 'create table made_by_hand (id int primary key)'
equal 'the schema of a table that a user makes' \
    "$(query "select schemaname from pg_tables where tablename = 'made_by_hand'")" public

say '--- what comes in'
status 403 --header 'Host: evil.example:8080' "$URL/api/v1/runs"
status 403 --header 'Origin: http://evil.example' --data '{}' --header 'Content-Type: application/json' \
    "$URL/api/v1/dead-letters/discard"
equal 'where the service is published' "$(docker compose port caravanserai 8080)" 127.0.0.1:8080

say '--- again, with what is there'
docker compose down
docker compose up --detach
status 200 "$URL/q/health/ready"
equal 'the number of jobs' "$(query 'select count(*) from public.jobs')" 18

say '--- users, while it runs'
hash=$(printf 'a long password\n' | docker compose run --rm --no-deps -T caravanserai hash-password)
printf 'ops=%s,operator\n' "$hash" >config/users.properties
chmod 644 config/users.properties
status 401 "$URL/api/v1/runs"
status 200 --user 'ops:a long password' "$URL/api/v1/runs"
docker compose down --volumes

say '--- production'
rm config/users.properties
export COMPOSE_FILE=docker-compose.yml:compose.production.yaml
! docker compose config --quiet 2>/dev/null || fail "no password is asked for"
echo 'POSTGRES_PASSWORD=a-password-of-yours' >.env
docker compose up --detach
until=$((SECONDS + PATIENCE))
until docker compose logs caravanserai 2>&1 | grep -q 'cannot use the users\|cannot read the users'; do
    ((SECONDS < until)) || fail "the service starts without users"
    sleep 1
done
printf 'ops=%s,operator\n' "$hash" >config/users.properties
chmod 644 config/users.properties
status 200 "$URL/q/health/ready"
status 401 "$URL/api/v1/runs"
status 200 --user 'ops:a long password' "$URL/api/v1/runs"
equal 'the number of demo tables' "$(query "select count(*) from pg_tables where schemaname = 'public'")" 0
say 'everything is as docs/operations.md says'
