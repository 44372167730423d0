# embed(TARGET folders…): compiles the text files below the folders into TARGET, as rows of the table
# that cli/embedded.h declares. Keys are paths relative to the source root.
function(embed target)
  set(files "")
  foreach(folder ${ARGN})
    file(GLOB_RECURSE found CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR}
         ${folder}/*.writ ${folder}/*.yaml ${folder}/*.yml ${folder}/*.csv ${folder}/gitignore
         ${folder}/W*.md)
    list(FILTER found EXCLUDE REGEX "/recorded/")
    list(APPEND files ${found})
  endforeach()
  list(SORT files)
  set(output ${CMAKE_BINARY_DIR}/embedded.cpp)
  set(inputs ${files})
  list(TRANSFORM inputs PREPEND ${CMAKE_SOURCE_DIR}/)
  file(WRITE ${CMAKE_BINARY_DIR}/embedded.list "${files}")
  add_custom_command(OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DLIST=${CMAKE_BINARY_DIR}/embedded.list -DROOT=${CMAKE_SOURCE_DIR}
            -DOUTPUT=${output} -P ${CMAKE_SOURCE_DIR}/cmake/embed_files.cmake
    DEPENDS ${inputs} ${CMAKE_BINARY_DIR}/embedded.list ${CMAKE_SOURCE_DIR}/cmake/embed_files.cmake
    COMMENT "Embedding policies, schemas and diagnostic pages" VERBATIM)
  target_sources(${target} PRIVATE ${output})
endfunction()
