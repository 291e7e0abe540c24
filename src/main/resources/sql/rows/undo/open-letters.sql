-- Letters that a redrive brought in are open again; where their own load was taken back meanwhile they go with it.
update caravanserai.dead_letter l
set state = case r.state when 'undone' then 'discarded' else 'open' end, redriven_by = null
from caravanserai.run r
where l.redriven_by = ? and l.state = 'redriven' and r.id = l.run
