# Writes OUTPUT, a C++ source with one raw string literal for each file in LIST (see embed.cmake).
# A literal is cut into pieces, since compilers limit the length of one.
file(READ ${LIST} files)
set(code "#include \"cli/embedded.h\"\n\nnamespace writ {\nnamespace {\nconstexpr EmbeddedFile table[] = {\n")
foreach(name ${files})
  file(READ ${ROOT}/${name} text HEX)
  string(LENGTH "${text}" digits)
  math(EXPR bytes "${digits} / 2")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" escaped "${text}")
  string(REGEX REPLACE "((\\\\x[0-9a-f][0-9a-f])(\\\\x[0-9a-f][0-9a-f])(\\\\x[0-9a-f][0-9a-f])(\\\\x[0-9a-f][0-9a-f])(\\\\x[0-9a-f][0-9a-f])(\\\\x[0-9a-f][0-9a-f])(\\\\x[0-9a-f][0-9a-f])(\\\\x[0-9a-f][0-9a-f]))" "\\1\"\n\"" escaped "${escaped}")
  string(APPEND code "{\"${name}\", std::string_view(\n\"${escaped}\", ${bytes})},\n")
endforeach()
string(APPEND code "};\n}  // namespace\nstd::span<const EmbeddedFile> embedded_files() { return table; }\n}  // namespace writ\n")
file(WRITE ${OUTPUT} "${code}")
