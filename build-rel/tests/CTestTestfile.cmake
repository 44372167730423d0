# CMake generated Testfile for 
# Source directory: /work/wt/formatter/tests
# Build directory: /work/wt/formatter/build-rel/tests
# 
# This file includes the relevant testing commands required for 
# testing this directory and lists subdirectories to be tested as well.
add_test([=[base]=] "/work/wt/formatter/build-rel/tests/test_base" "--use-colour" "no")
set_tests_properties([=[base]=] PROPERTIES  SKIP_RETURN_CODE "77" TIMEOUT "900" _BACKTRACE_TRIPLES "/work/wt/formatter/tests/CMakeLists.txt;16;add_test;/work/wt/formatter/tests/CMakeLists.txt;21;room_test;/work/wt/formatter/tests/CMakeLists.txt;0;")
add_test([=[snapshot]=] "/work/wt/formatter/build-rel/tests/test_snapshot" "--use-colour" "no")
set_tests_properties([=[snapshot]=] PROPERTIES  SKIP_RETURN_CODE "77" TIMEOUT "900" _BACKTRACE_TRIPLES "/work/wt/formatter/tests/CMakeLists.txt;16;add_test;/work/wt/formatter/tests/CMakeLists.txt;22;room_test;/work/wt/formatter/tests/CMakeLists.txt;0;")
add_test([=[dsl]=] "/work/wt/formatter/build-rel/tests/test_dsl" "--use-colour" "no")
set_tests_properties([=[dsl]=] PROPERTIES  SKIP_RETURN_CODE "77" TIMEOUT "900" _BACKTRACE_TRIPLES "/work/wt/formatter/tests/CMakeLists.txt;16;add_test;/work/wt/formatter/tests/CMakeLists.txt;23;room_test;/work/wt/formatter/tests/CMakeLists.txt;0;")
add_test([=[evaluator]=] "/work/wt/formatter/build-rel/tests/test_evaluator" "--use-colour" "no")
set_tests_properties([=[evaluator]=] PROPERTIES  SKIP_RETURN_CODE "77" TIMEOUT "900" _BACKTRACE_TRIPLES "/work/wt/formatter/tests/CMakeLists.txt;16;add_test;/work/wt/formatter/tests/CMakeLists.txt;24;room_test;/work/wt/formatter/tests/CMakeLists.txt;0;")
add_test([=[connectors]=] "/work/wt/formatter/build-rel/tests/test_connectors" "--use-colour" "no")
set_tests_properties([=[connectors]=] PROPERTIES  SKIP_RETURN_CODE "77" TIMEOUT "900" _BACKTRACE_TRIPLES "/work/wt/formatter/tests/CMakeLists.txt;16;add_test;/work/wt/formatter/tests/CMakeLists.txt;25;room_test;/work/wt/formatter/tests/CMakeLists.txt;0;")
add_test([=[evidence]=] "/work/wt/formatter/build-rel/tests/test_evidence" "--use-colour" "no")
set_tests_properties([=[evidence]=] PROPERTIES  SKIP_RETURN_CODE "77" TIMEOUT "900" _BACKTRACE_TRIPLES "/work/wt/formatter/tests/CMakeLists.txt;16;add_test;/work/wt/formatter/tests/CMakeLists.txt;26;room_test;/work/wt/formatter/tests/CMakeLists.txt;0;")
subdirs("architecture")
