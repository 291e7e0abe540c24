-- Values of letters that somebody wrote as JSON are told from the texts of a file, so that each is read as it was meant.

alter table dead_letter add as_json text[] not null default '{}';
comment on column dead_letter.as_json is 'The columns whose values are meant as JSON has them: corrected ones, and those of JSON bodies. The others are texts as the file has them.';
update dead_letter set as_json = array(select jsonb_object_keys("values"))
where line is null and jsonb_typeof("values") = 'object';
