-- Of a text that is no address the domain is unknown.
SELECT app || id
FROM account
WHERE status = 'active' AND instr(email, '@') BETWEEN 2 AND length(email) - 1
  AND substr(email, instr(email, '@') + 1) NOT IN (SELECT domain FROM allowed_domains)
