-- The chunks of a copy.
select * from caravanserai.chunk where run = ? order by number
