# room(NAME DEPENDS a b … PACKAGES targets…): one folder, one static library, one include root.
#
# The root of room `x` holds a single link, `x/`, so a file of the room sees its own headers and those
# of the rooms it depends on, and nothing else: an upward include does not compile.
function(room name)
  cmake_parse_arguments(ROOM "" "" "DEPENDS;PACKAGES" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${name}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/cli/main\\.cpp$")
  if(NOT sources)  # a room may be empty while the ones below it are being built
    set(sources ${CMAKE_BINARY_DIR}/empty_room.cpp)
    file(WRITE ${sources} "")
  endif()
  set(root ${CMAKE_BINARY_DIR}/roots/${name})
  file(MAKE_DIRECTORY ${root})
  file(CREATE_LINK ${CMAKE_SOURCE_DIR}/${name} ${root}/${name} SYMBOLIC)
  add_library(writ_${name} STATIC ${sources})
  target_include_directories(writ_${name} PUBLIC ${root})
  foreach(dependency ${ROOM_DEPENDS})
    target_link_libraries(writ_${name} PUBLIC writ_${dependency})
  endforeach()
  target_link_libraries(writ_${name} PRIVATE ${ROOM_PACKAGES} writ_flags)
endfunction()
