-- What a report on hires leaves out, as its moment of hire is no date.
with said as (
    select regexp_match(datetime::text, '^\s*(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])([T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?\s*(Z|[+-](0\d|1[0-5])(:?[0-5]\d)?)?)?\s*$') as parts
    from hired_employees
), undated as (
    select count(*) as rows
    from said
    where case when parts[1] > '0000'
               then parts[3]::integer > extract(day from make_date(parts[1]::integer, parts[2]::integer, 1) + interval '1 month - 1 day')
               else true end
)
select case rows when 1 then '1 row of hired_employees is' else rows || ' rows of hired_employees are' end
       || ' left out: datetime is no date'
from undated
where rows > 0
