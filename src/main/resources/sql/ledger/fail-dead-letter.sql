-- A letter was tried again and failed again: the new reason stands, the old one is kept.
update caravanserai.dead_letter
set history = history || jsonb_build_object('run', cast(:#run as text), 'at', now(), 'column', column_name,
                                            'sqlstate', sqlstate, 'reason', reason),
    column_name = :#column,
    sqlstate = :#sqlstate,
    reason = :#reason,
    state = 'open',
    redriven_by = null
where id = :#id
