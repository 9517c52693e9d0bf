// Fails when dist/ is not what the sources give: a forgotten build would ship old code.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { bundle, contents, scratchFolder } from './bundle.ts'

const fresh = scratchFolder()
try {
  bundle(fresh)
  const expected = contents(fresh)
  const committed = contents(join(import.meta.dirname, '..', 'dist'))
  const names = new Set([...expected.keys(), ...committed.keys()])
  const different = [...names].filter(name => expected.get(name) !== committed.get(name))
  if (different.length > 0) {
    console.error(
      `dist/ is not what the sources give: ${different.join(', ')}. Run \`npm run build\` and commit dist/.`,
    )
    process.exitCode = 1
  } else {
    console.log(`dist/ is what the sources give (${committed.size} files).`)
  }
} finally {
  rmSync(fresh, { recursive: true, force: true })
}
