-- What there is to tell of a run that goes on, by the process that has it in hand.
update caravanserai.run set detail = detail || ?::jsonb where id = ? and state = 'running' and owner = ?
