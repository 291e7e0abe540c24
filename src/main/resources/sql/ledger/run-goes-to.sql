-- Where a run is about to change rows, so that it is asked there what became of it if nobody comes back.
update caravanserai.run set detail = detail || jsonb_build_object('database', ?::text) where id = ? and state = 'running'
