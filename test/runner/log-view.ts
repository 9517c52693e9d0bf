// Shows a job log for people, as GitHub's page does: groups indented, annotations by name, masks applied.
import type { LogLine } from './types.ts'

const colours = {
  error: '\u001b[31m',
  warning: '\u001b[33m',
  notice: '\u001b[36m',
  debug: '\u001b[35m',
} as const
const titles = { error: 'Error: ', warning: 'Warning: ', notice: 'Notice: ', debug: '' } as const
const reset = '\u001b[0m'

/**
 * Makes an `onLine` for runJob.
 * @param write gets each line to show, without its end
 * @param colour whether escape sequences may be used
 */
export function createLogView(write: (line: string) => void, colour: boolean): (line: LogLine) => void {
  let grouped = false
  return ({ text }) => {
    const [, tag = '', message = text] =
      /^##\[(group|endgroup|error|warning|notice|debug)\](.*)$/s.exec(text) ?? []
    if (tag === 'endgroup') {
      grouped = false
      return
    }
    if (tag === 'group') {
      grouped = true
      write(`▼ ${message}`)
      return
    }
    const shown = isLevel(tag) ? `${titles[tag]}${message}` : message
    const painted = isLevel(tag) && colour ? `${colours[tag]}${shown}${reset}` : shown
    write(`${grouped ? '  ' : ''}${painted}`)
  }
}

function isLevel(tag: string): tag is keyof typeof titles {
  return tag in titles
}
