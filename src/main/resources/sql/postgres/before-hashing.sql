-- Groups fit in memory and are cheaper to hash than to sort.
set local work_mem = '64MB';
set local enable_sort = off
