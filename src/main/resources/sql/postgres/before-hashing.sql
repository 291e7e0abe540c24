-- Groups fit in memory and are cheaper to hash than to sort; compiling the statement costs more than it saves.
set local work_mem = '64MB';
set local enable_sort = off;
set local jit = off
