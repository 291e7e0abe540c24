-- What is sorted is little as a rule, and may be a whole table.
set local work_mem = '64MB'
