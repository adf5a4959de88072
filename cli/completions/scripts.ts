import type { CommandWords } from "./command_words.ts";

/** The shells that have a script, and how each loads it. */
export const SHELLS = {
  bash: { write: writeBash, load: 'eval "$(openenv completions bash)" in ~/.bashrc' },
  zsh: { write: writeZsh, load: 'eval "$(openenv completions zsh)" in ~/.zshrc, after compinit' },
  fish: { write: writeFish, load: "openenv completions fish | source in ~/.config/fish/config.fish" },
} as const;

function writeBash(commands: readonly CommandWords[]): string {
  return `# openenv in bash; load it with: ${SHELLS.bash.load}
_openenv() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words=""
  if ((COMP_CWORD == 1)); then
    words="${commands.map(({ name }) => name).join(" ")} --help"
  else
    case "\${COMP_WORDS[1]} \${COMP_WORDS[COMP_CWORD - 1]}" in
${listChoices(commands, (name, flag, choices) => `      "${name} ${flag}") words="${choices.join(" ")}" ;;`)}
      ${listFreeValues(commands)}) return ;;
      *)
        case "\${COMP_WORDS[1]} $current" in
${
    commands.map(({ name, options, values }) =>
      `          "${name} -"*) words="${options.map(({ flag }) => flag).join(" ")}" ;;\n` +
      `          "${name} "*) words="${values.join(" ")}" ;;`
    ).join("\n")
  }
        esac
        ;;
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _openenv openenv
`;
}

function writeZsh(commands: readonly CommandWords[]): string {
  return `#compdef openenv
# openenv in zsh; load it with: ${SHELLS.zsh.load}
_openenv() {
  local -a found
  if ((CURRENT == 2)); then
    found=(${commands.map(({ name, summary }) => quote(`${name}:${summary}`)).join(" ")})
    _describe command found
    return
  fi
  case "\${words[2]} \${words[CURRENT - 1]}" in
${listChoices(commands, (name, flag, choices) => `    "${name} ${flag}") compadd -- ${choices.join(" ")}; return ;;`)}
    ${listFreeValues(commands)}) _files; return ;;
  esac
  case "\${words[2]} \${words[CURRENT]}" in
${
    commands.map(({ name, options, values }) => {
      const described = options.map(({ flag, summary }) => quote(`${flag}:${summary}`)).join(" ");
      const named = values.length === 0 ? "" : `compadd -- ${values.join(" ")}; `;
      return `    "${name} -"*) found=(${described}); _describe option found ;;\n    "${name} "*) ${named}_files ;;`;
    }).join("\n")
  }
  esac
}
if [[ "\${funcstack[1]}" == _openenv ]]; then _openenv "$@"; else compdef _openenv openenv; fi
`;
}

function writeFish(commands: readonly CommandWords[]): string {
  const lines = commands.flatMap(({ name, summary, options, values }) => {
    const inside = `complete -c openenv -n '__fish_seen_subcommand_from ${name}'`;
    return [
      `complete -c openenv -f -n __fish_use_subcommand -a ${name} -d ${quoteForFish(summary)}`,
      ...(values.length === 0 ? [] : [`${inside} -a '${values.join(" ")}'`]),
      ...options.map(({ flag, summary, takesValue, choices }) => {
        const value = choices.length > 0 ? ` -x -a '${choices.join(" ")}'` : takesValue ? " -r" : "";
        return `${inside} -l ${flag.slice(2)}${value} -d ${quoteForFish(summary)}`;
      }),
    ];
  });
  return [`# openenv in fish; load it with: ${SHELLS.fish.load}`, ...lines, ""].join("\n");
}

/** A line for each option that has a list of values. */
function listChoices(
  commands: readonly CommandWords[],
  toLine: (name: string, flag: string, choices: readonly string[]) => string,
): string {
  return commands.flatMap(({ name, options }) =>
    options.filter(({ choices }) => choices.length > 0).map(({ flag, choices }) => toLine(name, flag, choices))
  ).join("\n");
}

/** The pattern of the options whose value is free, for which a shell offers paths. */
function listFreeValues(commands: readonly CommandWords[]): string {
  return commands.flatMap(({ name, options }) =>
    options.filter(({ takesValue, choices }) => takesValue && choices.length === 0)
      .map(({ flag }) => `"${name} ${flag}"`)
  ).join(" | ");
}

/** Quotes a text for bash and zsh. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function quoteForFish(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
