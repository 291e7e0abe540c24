-- What there is to tell of a run that goes on.
update caravanserai.run set detail = detail || ?::jsonb where id = ? and state = 'running'
