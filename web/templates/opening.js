(function(){
var notice=document.getElementById("opening"),quick=notice.querySelector("a").href,
stays=notice.hasAttribute("data-stays"),line=navigator.connection,left=false,timer;
function put(id){document.head.appendChild(document.importNode(document.getElementById(id).content,true))}
/* What says that the line is lost is asked for until it is there. */
function insist(script){
script.onerror=function(){
setTimeout(function(){
var again=document.importNode(document.getElementById("later").content.querySelector("script"),true);
insist(again);
document.head.appendChild(again);
},3000);
};
}
function leave(){left=true;location.replace(quick)}
if(!("noModule" in document.createElement("script")))return leave();
/* A form that was kept is sent by the quick form's page. */
try{if(localStorage.getItem("gop-y"))return leave()}catch(_){}
if(!stays){
if(line&&(line.saveData||/^(slow-2g|2g|3g)$/.test(line.effectiveType)))return leave();
timer=setTimeout(leave,Math.max(0,3500-performance.now()));
}
history.replaceState(null,"",notice.getAttribute("data-home"));
window.__streamlit={BACKEND_BASE_URL:location.origin,HOST_CONFIG:{allowedOrigins:[location.origin],useExternalAuthToken:false,metricsUrl:"",blockErrorDialogs:true}};
put("now");
new MutationObserver(function(_,seen){
if(left)return;
if(stays&&document.querySelector("h1"))notice.remove();
if(!document.querySelector(".st-key-answers button,[data-testid=stRadio]"))return;
clearTimeout(timer);seen.disconnect();notice.remove();put("later");insist(document.querySelector("[data-quick]"));
}).observe(document.getElementById("root"),{childList:true,subtree:true});
})()
