// The files of bench/sql: a question in a dialect's own folder comes before the common one.
'use strict';

const fs = require('node:fs');
const path = require('node:path');

function questions(bench, dialect) {
  const found = new Map();
  for (const folder of [path.join(bench.sources, 'sql'), path.join(bench.sources, 'sql', dialect)]) {
    for (const file of fs.readdirSync(folder).sort()) {
      if (file.endsWith('.sql') && !/^(load_|prepare|index)/.test(file)) {
        found.set(file, path.join(folder, file));
      }
    }
  }
  return [...found.keys()].sort().map((file) => found.get(file));
}

module.exports = { questions };
