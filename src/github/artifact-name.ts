// A name for the artifact that no other leg of the matrix, attempt or job of the run uses.
import { createHash } from 'node:crypto'
import type { Context } from './context.ts'

const longestPart = 48
const longestLeg = 60

/**
 * `ephemeral-debug-<job>-<matrix leg>-<attempt>`, of letters, digits, dots, hyphens and underscores only. Where
 * cleaning or cutting lost something, a short hash of the original keeps two names apart.
 */
export function defaultArtifactName({ job, matrix, attempt }: Context): string {
  const leg = part(matrix.join('-'), longestLeg)
  return ['ephemeral-debug', part(job, longestPart), leg, String(attempt)]
    .filter(text => text !== '')
    .join('-')
}

function part(text: string, longest: number): string {
  const clean = text
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
  if (clean === text && text.length <= longest) return text
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 6)
  return [clean.slice(0, longest), hash].filter(piece => piece !== '').join('-')
}
