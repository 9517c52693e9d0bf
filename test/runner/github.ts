// A stand-in for GitHub's REST API: records what is asked, answers what a test says, 404 to the rest.
import { type Answer, type HttpRequest, serve } from './http-server.ts'

export interface RecordedRequest {
  readonly method: string
  /** Path and query, as sent. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** Parsed when it is JSON, else the text. */
  readonly body: unknown
  /** The status answered; null while there is none, and for a reset connection. */
  status: number | null
}

/** Answers a request, or returns null to leave it to the next handler. */
export type GitHubHandler = (request: RecordedRequest, url: URL) => Answer | null | Promise<Answer | null>

export interface FakeGitHub {
  /** For GITHUB_API_URL, without a slash at the end. */
  readonly url: string
  readonly requests: readonly RecordedRequest[]
  /** The handler added last is asked first. */
  use(handler: GitHubHandler): void
  /** Answers one method and path; `*` in the path stands for one segment. */
  on(method: string, path: string, answer: Answer | ((request: RecordedRequest, url: URL) => Answer)): void
  close(): Promise<void>
}

export async function startFakeGitHub(): Promise<FakeGitHub> {
  const requests: RecordedRequest[] = []
  const handlers: GitHubHandler[] = []
  const server = await serve(async http => {
    const request = record(http)
    requests.push(request)
    const answer = await firstAnswer(handlers, request, http.url)
    request.status = answer === 'reset' ? null : answer.status
    return answer
  })
  const use = (handler: GitHubHandler) => void handlers.unshift(handler)
  return {
    url: server.url,
    requests,
    use,
    on(method, path, answer) {
      const pattern = new RegExp(`^${path.split('*').map(escapePattern).join('[^/]+')}$`)
      use((request, url) => {
        if (request.method !== method || !pattern.test(url.pathname)) return null
        return typeof answer === 'function' ? answer(request, url) : answer
      })
    },
    close: server.close,
  }
}

async function firstAnswer(
  handlers: readonly GitHubHandler[],
  request: RecordedRequest,
  url: URL,
): Promise<Answer> {
  for (const handler of handlers) {
    const answer = await handler(request, url)
    if (answer !== null) return answer
  }
  return {
    status: 404,
    body: { message: 'Not Found', documentation_url: 'https://docs.github.com/rest', status: '404' },
  }
}

function record({ method, url, headers, body }: HttpRequest): RecordedRequest {
  const text = body.toString('utf8')
  const json = headers['content-type']?.includes('json') === true && text !== ''
  return {
    method,
    path: url.pathname + url.search,
    headers,
    body: json ? JSON.parse(text) : text,
    status: null,
  }
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}
