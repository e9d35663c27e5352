-- 'crm' or 'shop': the side that the row's pairing declares many, a record of which may be in many rows. NULL: neither.
ALTER TABLE pairs ADD COLUMN many text COLLATE "C";

-- The link index: a record belongs to one pair of a pairing, or, of a side declared many, to a half pair or to whole pairs. What an
-- index ends with is empty where one row only may be there, and the row's id where many may. The id stands first so that a record is
-- found without its pairing.
DROP INDEX pairs_by_crm_id;
DROP INDEX pairs_by_shop_id;
CREATE UNIQUE INDEX pairs_by_crm_id ON pairs (crm_id, pairing, (CASE WHEN many = 'crm' AND shop_id IS NOT NULL THEN id ELSE '' END))
    WHERE crm_id IS NOT NULL;
CREATE UNIQUE INDEX pairs_by_shop_id ON pairs (shop_id, pairing, (CASE WHEN many = 'shop' AND crm_id IS NOT NULL THEN id ELSE '' END))
    WHERE shop_id IS NOT NULL;

-- A match key belongs to one half pair of a side, unless the other side's record may be in many. Ambiguous rows carry none.
DROP INDEX crm_halves_by_key;
DROP INDEX shop_halves_by_key;
CREATE UNIQUE INDEX crm_halves_by_key ON pairs (match_key, pairing, (CASE WHEN many = 'shop' THEN id ELSE '' END))
    WHERE match_key IS NOT NULL AND crm_id IS NOT NULL AND shop_id IS NULL;
CREATE UNIQUE INDEX shop_halves_by_key ON pairs (match_key, pairing, (CASE WHEN many = 'crm' THEN id ELSE '' END))
    WHERE match_key IS NOT NULL AND shop_id IS NOT NULL AND crm_id IS NULL;

-- Which records of a side declared many have a key, whatever rows hold them.
CREATE INDEX many_by_key ON pairs (match_key, pairing, (CASE many WHEN 'crm' THEN crm_id ELSE shop_id END))
    WHERE many IS NOT NULL AND match_key IS NOT NULL;

-- Of several half pairs of one key, one only has the record made that all of them are to be linked with.
CREATE UNIQUE INDEX creates_of_many ON pairs (match_key, pairing) WHERE open_create = many AND match_key IS NOT NULL;
