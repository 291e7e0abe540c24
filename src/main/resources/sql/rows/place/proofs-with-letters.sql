-- Runs whose letters lie here, as they did until the ledger had them.
select e.run
from caravanserai_kept.proof e
where e.kind = 'end'
  and exists (select from caravanserai_kept.proof l where l.run = e.run and l.kind in ('letter', 'redriven'))
