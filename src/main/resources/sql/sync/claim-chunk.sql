-- The next chunk that nobody has, or whose owner let its lease run out, for so many seconds.
update caravanserai.chunk c
set state = 'claimed', claimed_at = clock_timestamp(), owner = ?, lease_until = clock_timestamp() + ? * interval '1 second'
from (select run, number
      from caravanserai.chunk
      where run = ? and (state = 'open' or state = 'claimed' and lease_until < clock_timestamp())
      order by number
      limit 1
      for update skip locked) n
where c.run = n.run and c.number = n.number
returning c.*
