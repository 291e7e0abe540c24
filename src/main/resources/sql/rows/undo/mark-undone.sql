-- A run is taken back, in the transaction that does it; nobody else may have done so.
update caravanserai.run
set state = 'undone', detail = detail || jsonb_build_object('undoneBy', ?::text)
where id = ? and state in ('done', 'done-with-rejects')
