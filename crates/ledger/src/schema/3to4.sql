-- Brings version 3 to version 4: incidents tell by a hash what they are made of, so that those stay of which nothing has changed.
ALTER TABLE incidents ADD COLUMN made_of INTEGER;
