/** A shell with a script of its own. */
export type Shell = 'bash' | 'zsh' | 'fish';

/**
 * A script for each shell. It asks `rind __complete`, so that it knows every flag of the installed
 * version; where there is nothing to propose, the shell completes files.
 */
export const COMPLETION_SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `_rind() {
  local IFS=$'\\n'
  COMPREPLY=($(compgen -W "$(rind __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _rind rind
`,
  zsh: `#compdef rind
_rind() {
  local -a found
  found=("\${(@f)$(rind __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  found=(\${found:#})
  if (( \${#found} )); then compadd -- "\${found[@]}"; else _files; fi
}
if [ "\${funcstack[1]}" = "_rind" ]; then _rind "$@"; else compdef _rind rind; fi
`,
  fish: `function __rind_complete
  set -l words (commandline -opc) (commandline -ct)
  rind __complete $words[2..-1] 2>/dev/null
end
complete -c rind -a '(__rind_complete)'
`,
};
