/** What a client calls itself, for a line: pip and uv tell the rest of their machine behind it, and JSON has all of it. */
export function shortAgent(agent: string): string {
  const rest = agent.indexOf(' {');
  return rest < 0 ? agent : agent.slice(0, rest);
}
