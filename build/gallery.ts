// Writes docs/gallery from the recordings of test/gallery: what a run on a real cluster gives to people. `--check` only compares.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Report } from '../src/model/report.ts'
import { artifactFiles } from '../src/render/artifact/files.ts'
import { commentBody } from '../src/render/comment/body.ts'
import type { ReportInput } from '../src/render/input.ts'
import { jobSummary } from '../src/render/markdown/summary.ts'
import { type Exhibit, exhibits, pictures, recordingPath } from '../test/gallery/exhibits.ts'
import { recorded } from '../test/gallery/recording.ts'
import { frame, sectionOf } from '../test/gallery/section.ts'

const folder = join(import.meta.dirname, '..', 'docs', 'gallery')

interface File {
  /** Below docs/gallery. */
  readonly path: string
  readonly content: string
}

/** What each exhibit shows, by file name. */
type Sheet = (input: ReportInput) => string
const sheets: Readonly<Record<string, Sheet>> = {
  'summary.md': input => {
    const { report } = artifactFiles(input)
    const run = 'https://github.com/org/shop/actions/runs/7/artifacts'
    return jobSummary(report, {
      artifact: { name: 'ephemeral-debug-e2e-1', url: `${run}/71` },
      page: { name: 'ephemeral-debug-e2e-1.html', url: `${run}/72` },
    })
  },
  'comment.md': input => comment(artifactFiles(input).report),
  'report.html': input =>
    String(artifactFiles(input).files.find(({ path }) => path === 'report.html')?.content ?? ''),
}

/** The comment as two runs of one job leave it: what was packed out of sight in it is left out. */
function comment(report: Report): string {
  return `${commentBody([sectionOf(report, [7, 6])], frame, visible => visible)}\n`
}

/** All text files of the gallery. The pictures are made by `npm run docs:pictures`. */
export function galleryFiles(): readonly File[] {
  const shown = exhibits.flatMap(({ name }) => {
    const input = recorded(recordingPath(name))
    return Object.entries(sheets).map(([file, sheet]) => ({ path: `${name}/${file}`, content: sheet(input) }))
  })
  return [{ path: 'README.md', content: index() }, ...shown]
}

function index(): string {
  return `# Gallery

What people see after a failed job. Each was recorded on a real cluster, and is made again from the recording by \`npm run docs\`, so that it
shows what today's rules and words make of it. The pictures are of real Chromium (\`npm run docs:pictures\`).

${exhibits.map(section).join('\n')}`
}

function section(exhibit: Exhibit): string {
  const { name, words } = exhibit
  const files = Object.keys(sheets).map(file => `[${file}](${name}/${file})`)
  const images = pictures
    .filter(picture => picture.exhibit === name)
    .map(({ file, words: alt }) => `![${alt}](${file})`)
  return [`## ${name}`, '', words, '', files.join(' · '), '', ...images.flatMap(image => [image, ''])].join(
    '\n',
  )
}

if (import.meta.main) {
  const check = process.argv.includes('--check')
  for (const { path, content } of galleryFiles()) {
    const file = join(folder, path)
    if (!check) {
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, content)
    } else if (content !== textOf(file)) {
      console.error(
        `docs/gallery/${path} is not what its recording gives. Run \`npm run docs\` and commit it.`,
      )
      process.exitCode = 1
    }
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
