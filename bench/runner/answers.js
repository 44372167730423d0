// The violations that an engine found: a file for each policy, a line for each subject, the keys of
// its rows divided by tabs.
'use strict';

const fs = require('node:fs');
const path = require('node:path');

const shown = 5;  // lines of a difference

// Sorted lines by policy.
function answersIn(folder) {
  const answers = {};
  for (const file of fs.readdirSync(folder).filter((name) => name.endsWith('.txt')).sort()) {
    const lines = fs.readFileSync(path.join(folder, file), 'utf8').split(/\r?\n/);
    answers[path.basename(file, '.txt')] = lines.filter((line) => line !== '').sort();
  }
  return answers;
}

function count(answers) {
  return Object.values(answers).reduce((sum, lines) => sum + lines.length, 0);
}

function onlyInFirst(first, second) {
  const known = new Set(second);
  return first.filter((line) => !known.has(line));
}

function sample(name, lines) {
  const text = lines.slice(0, shown).map((line) => `    ${line}`);
  return lines.length === 0 ? [] : [`  only ${name}: ${lines.length} subjects`, ...text];
}

// What differs from the first row that answered, as text; nothing if all agree.
function compare(rows) {
  const [judge, ...others] = rows.filter((row) => row.result.answers);
  const differences = [];
  const name = (row) => `${row.engine}, ${row.work}`;
  for (const other of others) {
    const [ours, theirs] = [judge.result.answers, other.result.answers];
    for (const policy of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
      const [a, b] = [ours[policy] ?? [], theirs[policy] ?? []];
      if (a.join('\n') !== b.join('\n')) {
        differences.push(`${policy}: ${a.length} in ${name(judge)}; ${b.length} in ${name(other)}`,
                         ...sample(name(judge), onlyInFirst(a, b)),
                         ...sample(name(other), onlyInFirst(b, a)));
      }
    }
  }
  return differences;
}

module.exports = { answersIn, compare, count };
