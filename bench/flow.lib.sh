# shellcheck shell=bash
# A flow from the database that is measured to another one on the same server. Sourced by the scripts beside it.
. "$(dirname "${BASH_SOURCE[0]}")/orders.lib.sh"

# Opens the house with a flow `f` of these tables, changed at `placed_at`.
open_flow() {
    open_house
    "$BIN/createdb" bench_copy
    mkdir -p "$WORK/home/config"
    cat >"$WORK/home/config/application.properties" <<-PROPERTIES
		databases.copy.jdbc-url=jdbc:postgresql://$PGHOST:$PGPORT/bench_copy
		databases.copy.username=$PGUSER
		databases.copy.password=$PGPASSWORD
		sync.flows.f.to=copy
		sync.flows.f.tables=$1
		sync.flows.f.updated-at=placed_at
	PROPERTIES
    kill -KILL "$SERVICE"
    wait "$SERVICE" 2>/dev/null || :
    start_service
}

copy_sql() {
    PGDATABASE=bench_copy sql "$@"
}
