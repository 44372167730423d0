# CMake generated Testfile for 
# Source directory: /work/wt/formatter/tests/architecture
# Build directory: /work/wt/formatter/build-rel/tests/architecture
# 
# This file includes the relevant testing commands required for 
# testing this directory and lists subdirectories to be tested as well.
add_test([=[architecture]=] "/work/wt/formatter/build-rel/tests/architecture/test_architecture" "--use-colour" "no")
set_tests_properties([=[architecture]=] PROPERTIES  _BACKTRACE_TRIPLES "/work/wt/formatter/tests/architecture/CMakeLists.txt;5;add_test;/work/wt/formatter/tests/architecture/CMakeLists.txt;0;")
add_test([=[room_order]=] "/usr/bin/cmake" "-DCOMPILER=/usr/bin/c++" "-DSOURCE=/work/wt/formatter" "-DBINARY=/work/wt/formatter/build-rel/tests/architecture" "-P" "/work/wt/formatter/tests/architecture/room_order.cmake")
set_tests_properties([=[room_order]=] PROPERTIES  _BACKTRACE_TRIPLES "/work/wt/formatter/tests/architecture/CMakeLists.txt;12;add_test;/work/wt/formatter/tests/architecture/CMakeLists.txt;0;")
