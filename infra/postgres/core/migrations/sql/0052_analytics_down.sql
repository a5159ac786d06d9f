DROP FUNCTION app.ensure_day_partitions(text, date, date);
