-- What an activity did to a value, by whom and why. Values are JSON as in the state; of a whole record where property is null.
ALTER TABLE activity ADD COLUMN from_value TEXT;
ALTER TABLE activity ADD COLUMN to_value TEXT;
ALTER TABLE activity ADD COLUMN rule TEXT;
ALTER TABLE activity ADD COLUMN person TEXT;
ALTER TABLE activity ADD COLUMN edited_at INTEGER;
ALTER TABLE activity ADD COLUMN revision INTEGER;
