// Waits for the launcher's death and clears up after it: the one process that a SIGKILL of the launcher leaves, for a moment.
import { isAlive } from '../programs/processes.ts'
import { readState, statePaths } from '../state.ts'
import { sweep } from './sweep.ts'

const [stateFolder, launcher] = process.argv.slice(2)
if (stateFolder === undefined || launcher === undefined) {
  throw new Error('usage: reaper.ts STATE_FOLDER LAUNCHER')
}

// Only the launcher holds the other end of our standard input; it ends when the launcher does, whatever that died of.
process.stdin.resume().on('end', () => {
  const state = readState(statePaths(stateFolder))
  // The next cluster may be here already: it has cleared up, and it is not ours to end.
  if (state !== undefined && state.launcher.pid !== Number(launcher) && isAlive(state.launcher)) return
  sweep(stateFolder).catch((error: unknown) => {
    console.error(error)
    process.exitCode = 1
  })
})
