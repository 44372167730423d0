-- Of a text that is no address the domain is unknown.
SELECT app || id
FROM account
WHERE status = 'active' AND instr(email, '@') > 0
  AND substr(email, instr(email, '@') + 1) NOT IN (SELECT domain FROM allowed_domains)
