# A Fibonacci number by two calls each; a shell function gives its value in a variable.
fib() {
  if [ "$1" -lt 2 ]; then
    value=$1
    return
  fi
  fib $(($1 - 1))
  set -- "$1" "$value"
  fib $(($1 - 2))
  value=$(($2 + value))
}
fib "$1"
echo "$value"
