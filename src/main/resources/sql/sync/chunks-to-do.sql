-- How far a copy is: chunks that have not arrived, and the pages of those that have and of all.
select count(*) filter (where state <> 'done') as to_do,
       coalesce(sum(blocks) filter (where state = 'done'), 0) as blocks_done,
       coalesce(sum(blocks), 0) as blocks
from caravanserai.chunk where run = ?
