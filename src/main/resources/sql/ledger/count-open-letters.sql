-- How many letters wait, in how many tables; of very many only that they are.
select count(*) as letters, count(distinct table_name) as tables
from (select table_name from caravanserai.dead_letter where state = 'open' limit 100001) o
