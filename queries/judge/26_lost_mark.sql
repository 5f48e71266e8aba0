-- Marks in which a workload says that a write of its own is gone: LOST ... addr=HEX ..., with 0x or without.
--
-- The page is parsed here, once. SQLite reads no hexadecimal: digit by digit.
DROP TABLE IF EXISTS lost_mark;
CREATE TABLE lost_mark (  -- a line in trace_marker that says which page lost a write
  mark_id INTEGER PRIMARY KEY,  -- mark.mark_id: the line
  page INTEGER NOT NULL  -- address: the page that it names
) STRICT;

WITH RECURSIVE
  said AS (
    SELECT mark_id, substr(text, instr(text, 'addr=') + 5) AS rest FROM mark
    WHERE text GLOB 'LOST *addr=*'
  ),
  digit (mark_id, rest, address, digits) AS (
    SELECT mark_id, lower(CASE WHEN rest GLOB '0[xX]*' THEN substr(rest, 3) ELSE rest END), 0, 0 FROM said
    UNION ALL
    SELECT mark_id, substr(rest, 2), (address << 4) | (instr('0123456789abcdef', substr(rest, 1, 1)) - 1), digits + 1
    FROM digit WHERE rest GLOB '[0-9a-f]*' AND digits < 16
  )
INSERT INTO lost_mark
SELECT mark_id, address & ~4095
FROM (SELECT mark_id, address, digits, max(digits) OVER (PARTITION BY mark_id) AS longest FROM digit)
WHERE digits = longest AND digits > 0;
