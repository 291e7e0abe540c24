-- What follows in the transaction is planned as its server wants it.
set local work_mem to default;
set local enable_sort to default
