-- These runs go, and their letters, steps and chunks with them; tells how many letters.
with letters as (select count(*) as gone from caravanserai.dead_letter where run = any (?::uuid[])),
     runs as (delete from caravanserai.run where id = any (?::uuid[]) returning id)
select l.gone as letters, (select count(*) from runs) as runs from letters l
