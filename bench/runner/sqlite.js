// What is measured of SQLite: its shell, as the system has it.
'use strict';

const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { questions } = require('./questions.js');

const settings = ['PRAGMA journal_mode = off;', 'PRAGMA synchronous = off;', 'PRAGMA temp_store = memory;',
                  'PRAGMA cache_size = -2000000;'];

function rows(bench) {
  if (spawnSync('sqlite3', ['--version']).status !== 0) {
    return [{ work: 'cold NDJSON', engine: 'SQLite', missing: 'sqlite3 is not installed' }];
  }
  const sql = (name) => path.join(bench.sources, 'sql', name);
  const asked = questions(bench, 'sqlite').map((file) =>
    ({ name: path.basename(file, '.sql'), text: `${fs.readFileSync(file, 'utf8')};` }));
  const own = path.join(bench.folder, 'own.sqlite');
  const load = (format) => [`.read '${sql(`sqlite/load_${format}.sql`)}'`, `.read '${sql('prepare.sql')}'`,
                            `.read '${sql('sqlite/index.sql')}'`];
  const command = (name, database, lines) => {
    const script = path.join(bench.folder, `sqlite ${name}.sql`);
    fs.writeFileSync(script, [...settings, ...lines, ''].join('\n'));
    return ['sqlite3', '-bail', database, `.read '${script}'`];
  };
  const row = (work, database, lines) => {
    const answers = path.join(bench.folder, 'answers', `sqlite ${work}`);
    const ask = asked.flatMap(({ name, text }) => [`.once '${path.join(answers, `${name}.txt`)}'`, text]);
    return { work, engine: 'SQLite', cwd: bench.data, answers,
             command: command(work, database, [...lines, '.mode tabs', ...ask]) };
  };
  const store = () => {
    fs.rmSync(own, { force: true });
    const [program, ...words] = command('store', own, load('csv'));
    execFileSync(program, words, { cwd: bench.data, stdio: ['ignore', 'ignore', 'inherit'] });
  };
  // The shell prints its times after each statement, in seconds.
  const inMemory = () => {
    const rounds = Array.from({ length: bench.runs + 1 }, (_, round) => asked.flatMap(({ name, text }) =>
      [`.print ${round} ${name}`, '.timer on', `.once ${os.devNull}`, text, '.timer off']));
    return { work: 'in memory', engine: 'SQLite', cwd: bench.data, inside: true,
             command: command('in memory', ':memory:', [...load('csv'), ...rounds.flat()]),
             lines: (out) => [...out.matchAll(/^(\d+) (\w+)\nRun Time: real (\S+)/gm)]
               .map(([, round, name, seconds]) => [round, name, 1000 * seconds]) };
  };
  return [
    row('cold NDJSON', ':memory:', load('ndjson')),
    row('cold CSV', ':memory:', load('csv')),
    { ...row('warm', own, []), prepare: store },
    inMemory(),
  ];
}

function version() {
  const ran = spawnSync('sqlite3', ['--version'], { encoding: 'utf8' });
  return ran.status === 0 ? `SQLite ${ran.stdout.split(' ')[0]}` : 'no SQLite';
}

module.exports = { rows, version };
