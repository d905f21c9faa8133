# bash completion for fk                                                          -*- shell-script -*-
# What there is to complete, fk itself tells.
_fk() {
  # By the line, not by COMP_WORDS: bash parts words at ":" and "=", and completes what follows the last of them.
  local line=${COMP_LINE:0:COMP_POINT} words word
  read -ra words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  word=${words[-1]}
  mapfile -t COMPREPLY < <("${words[0]}" __complete "${words[@]:1}" 2>/dev/null)
  if [[ $word == *[:=]* ]]; then
    COMPREPLY=("${COMPREPLY[@]#"${word%"${word##*[:=]}"}"}")
  fi
  if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *: ]]; then
    compopt -o nospace
  fi
}
complete -o default -F _fk fk
