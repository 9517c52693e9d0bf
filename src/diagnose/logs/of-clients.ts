// What a server tells of those who call it: that one of them is turned away is not what ails the server.

/** True for a server's word about a client: its password, its certificate, how it broke off. */
export function isOfClient(line: string): boolean {
  return forms.some(form => form.test(line))
}

const forms: readonly RegExp[] = [
  // Go's HTTP server, etcd, Kafka, Elasticsearch, RabbitMQ.
  /\bTLS handshake error from\b|"rejected connection"|\bFailed authentication with \/|\bAuthentication of \[[^\]]{1,80}\] was terminated by realm\b/,
  /\bError on AMQP connection\b|\b(?:PLAIN|AMQPLAIN|EXTERNAL) login refused\b/,
  // MongoDB names whom it answers.
  /"msg":"(?:Authentication failed|Failed to authenticate|Error receiving request from client|Connection ended)".*"(?:client|remote)":"/,
  // Postgres and MySQL: each client has a process or a number of its own, and these are said to it.
  /\[\d{1,8}\](?: \S{1,80}@\S{1,80})? (?:FATAL|ERROR|LOG|DETAIL): {2}(?:password authentication failed|[Rr]ole "|database "|no pg_hba\.conf entry|sorry, too many clients|remaining connection slots|could not receive data from client|unexpected EOF on client)/,
  /\[(?:Note|Warning|Server)\] (?:Access denied for user|Aborted connection \d)/,
]
